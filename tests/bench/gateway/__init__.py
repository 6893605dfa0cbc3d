"""What the gateway costs and how long it takes, beside the kernel alone and beside other servers."""
