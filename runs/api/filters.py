"""Filters of lists: what cannot be understood is refused, an empty value too, instead of being passed over."""

from __future__ import annotations

import django_filters


class Filters(django_filters.FilterSet):
    """The base of all filter sets."""

    def is_valid(self) -> bool:
        """Whether every value given can be used."""
        valid = super().is_valid()
        for name in self.filters:
            if self.data.get(name) == "":
                self.form.add_error(name, "a value is wanted; leave the parameter out otherwise")
                valid = False
        return valid
