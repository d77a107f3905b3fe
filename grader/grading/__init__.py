"""The main path: a task and a submission go in, a result comes out."""
