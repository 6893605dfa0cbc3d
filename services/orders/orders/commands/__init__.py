"""What can be asked of orders: each command reads, decides by the domain's rules, and records what happened."""
