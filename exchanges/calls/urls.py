"""Addresses of calls, under their language. Each is for staff and the coordinators of the call's programme, with a second factor; visitors are
led to sign in, everybody else finds nothing (404)."""

from django.urls import path

from exchanges.calls.views import builder, parts, positions, programmes, setup

urlpatterns = [
    # Staff and the programme's coordinators.
    path("account/calls/<str:uid>", setup.overview, name="call_edit"),
    # Staff and the programme's coordinators; reopen and cancel: staff alone.
    path("account/calls/<str:uid>/move/<str:name>", setup.move, name="call_move"),
    # Staff and the programme's coordinators, POST.
    path("account/calls/<str:uid>/waive", setup.waive, name="call_waive"),
    path("account/calls/<str:uid>/copy", setup.copy, name="call_copy"),
    # Staff and the programme's coordinators.
    path("account/calls/<str:uid>/edit/<str:part>", parts.part, name="call_part"),
    path("account/calls/<str:uid>/positions/<int:key>", positions.position, name="call_position"),
    path("account/calls/<str:uid>/form/<int:stage>", builder.form, name="call_form"),
    path("account/calls/<str:uid>/form/<int:stage>/preview", builder.preview, name="call_form_preview"),
    path("account/calls/<str:uid>/form/<int:stage>/item/<str:path>", builder.item, name="call_form_item"),
    # Staff and the programme's coordinators, POST.
    path("account/calls/<str:uid>/positions/<int:key>/remove", positions.remove, name="call_position_remove"),
    path("account/calls/<str:uid>/form/<int:stage>/item/<str:path>/change", builder.change, name="call_form_change"),
    # Staff and the programme's coordinators.
    path("account/programmes/<str:uid>/edit", programmes.edit, name="programme_edit"),
    path("account/programmes/<str:uid>/parts", programmes.parts, name="programme_parts"),
    path("account/programmes/<str:uid>/calls", programmes.calls, name="programme_calls"),
    # Staff and the programme's coordinators, POST.
    path("account/programmes/<str:uid>/move/<str:name>", programmes.move, name="programme_move"),
]
