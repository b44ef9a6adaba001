"""What is kept of questions: masked text, feedback, keys and the audit trail, in one database."""
