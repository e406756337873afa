"""The look of every page: tokens, fonts, icons, components, the frame, and the page that shows them all.

Owns the front-end sources (`assets/`, built by Vite into `static/khue/`), the cotton components, the base templates
and the template tags; keeps no data. Offers `base.html`, `frame.html`, `public.html`, `signin.html` and `errors/` to
extend, `<c-…>` components for parts of a page, `pieces` for rows and cells written in Python, `Frame` to fill,
`notices.notify` for toasts and `forms.Renderer` for Django's forms. Needs only Django, cotton and what was built.
"""
