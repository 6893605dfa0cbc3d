"""The rules of validation: each a function from fields by path to issues."""
