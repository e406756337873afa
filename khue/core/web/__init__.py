"""Between the server and a page: health, request ids, language, scope, the frame, errors, logs."""
