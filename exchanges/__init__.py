"""What happens between people and organisations: programmes, and in time calls, applications, reviews and offers. One folder a noun."""
