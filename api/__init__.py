"""HTTP only: no ranking, no parsing."""
