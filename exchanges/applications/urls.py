"""Addresses of applications, under their language."""

from django.urls import URLPattern, URLResolver, path

from exchanges.applications.views import drafting, sections, sending

urlpatterns: list[URLPattern | URLResolver] = [
    # For anybody signed in, on a call they can see (else 404); visitors are led to the entrance.
    path("exchanges/calls/<str:uid>/apply", drafting.begin, name="application_begin"),
    # For anybody signed in who holds the link; who hasn't confirmed the invited address sees no more than what it is about.
    path("account/applications/invited/<str:token>", drafting.invitation, name="application_invitation"),
    # For whoever has confirmed the invited address; for everybody else 404. Visitors: the entrance.
    path("account/applications/invitations/<int:key>", drafting.invited, name="application_invited"),
    # All below: for the applicant and accepted co-applicants; for everybody else, staff and coordinators too, 404. Visitors: the entrance.
    path("account/applications/<str:uid>", sending.status, name="application"),
    # Writing: the applicant, and co-applicants with the role "edit".
    path("account/applications/<str:uid>/sections/<str:key>", sections.section, name="application_section"),
    path("account/applications/<str:uid>/documents", drafting.documents, name="application_documents"),
    path("account/applications/<str:uid>/hosts", drafting.hosts, name="application_hosts"),
    # Inviting and removing: the applicant; a co-applicant may leave.
    path("account/applications/<str:uid>/people", drafting.people, name="application_people"),
    # Sending, reopening, withdrawing and copying: the applicant alone.
    path("account/applications/<str:uid>/send", sending.send, name="application_send"),
    path("account/applications/<str:uid>/reopen", sending.reopen, name="application_reopen"),
    path("account/applications/<str:uid>/withdraw", sending.withdraw, name="application_withdraw"),
    path("account/applications/<str:uid>/copy", drafting.copy, name="application_copy"),
    path("account/applications/<str:uid>/sent/<int:number>", sending.sent, name="application_sent"),
    path("account/applications/<str:uid>/receipt/<int:number>.pdf", sending.receipt, name="application_receipt"),
    path("account/applications/<str:uid>/files/<int:key>", sending.file, name="application_file"),
]
