"""Settings of the API: how it reads and writes, what OpenAPI says of it, and what the rooms above the directory add to it."""

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["config.api.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "EXCEPTION_HANDLER": "config.api.problem_response",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "URL_FORMAT_OVERRIDE": None,  # ?format=… is an unknown parameter like any other
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Qiao 桥 API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": "Partners and talent of the United Kingdom and China: search, read, follow.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATION_PARAMETERS": False,
    "LICENSE": {"name": "Apache-2.0"},
}

# What the rooms above add to the API: names of components for OpenAPI, and lists that its index leads to (key → name of the address).
API_COMPONENTS: list[str] = ["exchanges.finding.api.fields.COMPONENTS"]
API_LISTS = {"programmes": "api_programmes", "calls": "api_calls"}
