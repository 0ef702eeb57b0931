"""The site of these pages: `make docs`, then open build/site/index.html. It asks for nothing from anywhere."""

import stance

project = "stance"
author = copyright = "The stance developers"
version = release = stance.__version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "myst_nb"]
source_suffix = {".md": "myst-nb"}
exclude_patterns = ["built/**"]
nitpicky = False

# The gallery and the list of tables are run anew at every build; an error in one ends it.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 600
nb_merge_streams = True
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_typehints = "none"  # the docstrings say more: shapes, units, what may be null
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}

html_theme = "pydata_sphinx_theme"
html_title = "stance"
html_extra_path = ["built"]  # the notebooks as they ran
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["fit.js"]
html_show_sourcelink = False
html_theme_options = {
    "navbar_align": "left",
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "tango",
}
html_context = {"default_mode": "auto"}
html_sidebars = {"index": [], "gallery": [], "notebooks": []}
