"""The tables of the list, which are ours."""

from django.db import models


class Unit(models.Model):
    """The village."""

    name = models.CharField(max_length=120)
    path = models.CharField(max_length=120)

    class Meta:
        """Ours."""

        managed = False
        db_table = "unit"

    def __str__(self) -> str:
        """As in a list."""
        return self.name


class Household(models.Model):
    """The household."""

    unit = models.ForeignKey(Unit, models.DO_NOTHING)
    head_name = models.CharField(max_length=120)
    head_folded = models.CharField(max_length=120)
    head_sort = models.CharField(max_length=120)
    address = models.CharField(max_length=200)

    class Meta:
        """Ours."""

        managed = False
        db_table = "household"

    def __str__(self) -> str:
        """As in a list."""
        return self.head_name


class Person(models.Model):
    """The member."""

    household = models.ForeignKey(Household, models.DO_NOTHING)
    left_on = models.DateField(null=True)

    class Meta:
        """Ours."""

        managed = False
        db_table = "person"

    def __str__(self) -> str:
        """As counted."""
        return str(self.household_id)
