"""All sentences about a trial, in plain English: each is made from a fact by one function."""
