"""What 慧招 can do, each capability once: typed tools that planner, language model, MCP, HTTP and command line call alike.

A tool takes checked arguments and the principal who asks; who may see what is decided in here and nowhere else. ``tool.py`` says what a
tool is, ``toolbox.py`` lists them all.
"""
