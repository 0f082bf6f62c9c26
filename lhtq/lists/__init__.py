"""Lists that come in from spreadsheets and go out into them: the engine.

What a list holds is said by the parts above (``kinds``).
"""
