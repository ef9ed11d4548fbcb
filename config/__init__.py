"""The frame: settings, addresses, the API's manners, the page every page stands in. It owns no rule of the domain."""
