"""What happens in an intrathecal baclofen trial: it records, counts and shows; people decide."""
