"""What it means, said in plain English: phrases, sentences, cautions, the audit and the copy for the person."""
