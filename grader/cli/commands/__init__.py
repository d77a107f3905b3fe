"""One module for each command: ``options(parser)`` declares its options, ``run(options)`` returns the exit code.

The whole parser, which completion needs, imports all of them: a module imports what is heavy only in ``run``.
"""
