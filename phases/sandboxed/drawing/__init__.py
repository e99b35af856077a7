"""Pictures of boxes and arrows as SVG, from the data of the plans: `boxes` says what is drawn, `layout` where, `svg` how.

Everything is computed from whole numbers and the texts, so equal plans give equal bytes.
"""
