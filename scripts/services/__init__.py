"""A real Redis and a real Neo4j for the tests, as plain processes on loopback (no container engine).

Everything they need and leave behind lies in ``.services/`` of the checkout. ``python -m scripts.services``
starts, stops and shows them; :mod:`scripts.services.pytest_plugin` hands their addresses to tests.
Standard library only, so that it can run before anything is installed.
"""
