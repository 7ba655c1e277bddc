"""What a machine's evidence shows, once verified offline."""
