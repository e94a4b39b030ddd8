"""What waits for a person: mentions and changes of watched records, until they are done or later."""
