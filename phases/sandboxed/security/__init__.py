"""What the security agents, tools and guards share: findings, the scanned product, reports about it, policies, inventories."""
