"""What leaves: plan, preview, bundle."""
