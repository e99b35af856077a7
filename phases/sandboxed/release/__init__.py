"""What the phases release and beta share: the finished product's history, documents, plans, and how it is started and asked."""
