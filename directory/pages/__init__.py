"""What a profile page shows, one part a file. Every part is made only of rows that its reader may see."""
