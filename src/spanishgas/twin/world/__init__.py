"""The twin's world: places, customers, their contracts, consumption, prices and costs."""
