"""All uses of Streamlit that are not public API. Each says what would replace it.

`auth.py`: its sign-in cookie and paths. `tcp_nodelay.py`: the socket that it binds. `page.js`: marks of its page that
our scripts look for. `page.css`, `meeting.css`, `dark.css`: its widgets and its page in our look.
tests/app/test_streamlit_internals.py names what a new version breaks; pyproject.toml admits no other minor version
until somebody has looked.
"""
