"""What a document is: values, names of places, numbers, errors. Imports nothing else of the project."""
