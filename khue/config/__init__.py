"""How a deployment is put together: settings, addresses, the WSGI entry, the command line."""
