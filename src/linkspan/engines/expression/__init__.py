"""A small typed language for conditions, computed fields and rules: written like a formula of Excel, always ending.

`check` finds every error of kind and name before anything is computed, `Checked.evaluate` computes within a limit of
steps, `preview` shows the result for people, `rewrite` writes fields by
key for keeping and by label for showing, `FUNCTIONS` describes the functions for an editor. See
docs/manual/en/expressions.md for the language and docs/decisions/0016 for why it is our own.
"""

from linkspan.engines.expression.catalogue import Function, Param
from linkspan.engines.expression.checked import STEPS, Checked, Preview, check, preview, rewrite
from linkspan.engines.expression.formats import display, to_json
from linkspan.engines.expression.functions import FUNCTIONS, GROUPS
from linkspan.engines.expression.kinds import KIND_WORDS, MAX_TEXT, Kind
from linkspan.engines.expression.messages import MAX_DEPTH, MAX_LENGTH, ExpressionError, Position

__all__ = [
    "FUNCTIONS",
    "GROUPS",
    "KIND_WORDS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_TEXT",
    "STEPS",
    "Checked",
    "ExpressionError",
    "Function",
    "Kind",
    "Param",
    "Position",
    "Preview",
    "check",
    "display",
    "preview",
    "rewrite",
    "to_json",
]
