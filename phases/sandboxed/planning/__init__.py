"""How the offline author plans: requirements, business and architecture, each derived from the domain model and written rules."""
