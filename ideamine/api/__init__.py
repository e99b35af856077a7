"""The REST interface as a whole: addresses, errors, parsing, description. The views live in the apps that own what they show."""
