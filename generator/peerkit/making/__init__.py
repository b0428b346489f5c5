"""Groups made into sites: what a site is made from as one value, the function that makes it, and whoever calls that function."""
