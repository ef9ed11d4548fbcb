"""Whose account an address opens, and what follows when an address is proven. The same statements run whether somebody is found or not."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from accounts import audit, consents
from accounts.models import User
from accounts.vocabulary import Purpose

WIPED_BY_PROOF = (Purpose.NEWS, Purpose.STATISTICS)


def by_address(address: str) -> User | None:
    """The account that this canonical address opens: who has proven it, else who was registered with it."""
    proven = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
    registered = User.objects.filter(email=address).first()
    return proven.user if proven else registered


def active_by_address(address: str) -> User | None:
    """The same, unless the account is switched off."""
    found = by_address(address)
    return found if found and found.is_active else None


def prove(user: User, address: str, *, from_outside: bool) -> bool:
    """The person has shown that they read the mail of this address: the account counts as verified.

    `from_outside`: shown in another session than the one that registered. Then whoever registered may be somebody else who typed a stranger's
    address to lie in wait: what they set (a password, a connected account, optional consents) goes. Returns whether a password went."""
    theirs = EmailAddress.objects.filter(user=user)
    never_proven = not user.is_verified and not theirs.filter(verified=True).exists()
    theirs.get_or_create(user=user, email=address, defaults={"primary": not theirs.filter(primary=True).exists()})
    theirs.filter(email=address).update(verified=True)
    dropped = never_proven and from_outside and user.has_usable_password()
    if never_proven and from_outside:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        SocialAccount.objects.filter(user=user).delete()
        for purpose in WIPED_BY_PROOF:
            consents.withdraw(user, purpose, on="address-proven")
    mark_verified(user)
    return dropped


def mark_verified(user: User) -> None:
    """The one place where proving an address makes a user verified."""
    if not user.is_verified:
        user.is_verified = True
        user.save(update_fields=["is_verified"])
        audit.record("address.prove", by=user, on=("user", str(user.pk)), right="owner")
