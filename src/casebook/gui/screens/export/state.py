"""What leaves: choosing what and for whom, the plan question by question, the preview, and the signed bundle."""
