import django.db.models.deletion
from django.db import migrations, models

import portal.tenancy.fields
from portal.tenancy.installed_sql import installed_sql


class Migration(migrations.Migration):
    """What a run needs: debt brought forward, payments that go out with a later run, the law of their states."""

    dependencies = [("commissions", "0002_laws"), ("partners", "0002_membership_partner")]

    operations = [
        migrations.AddField(
            model_name="payout",
            name="attempt",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="payout", name="send_on", field=models.DateField(default=None), preserve_default=False
        ),
        migrations.AddField(
            model_name="payout",
            name="sent_with",
            field=portal.tenancy.fields.TenantForeignKey(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="commissions.payoutrun",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="statement", name="brought_minor", field=models.BigIntegerField(db_default=0, default=0)
        ),
        migrations.AlterField(
            model_name="earning",
            name="entry_id",
            field=models.BigIntegerField(
                help_text="None where the amount rounds to nothing: zero is not booked.", null=True
            ),
        ),
        migrations.AlterField(model_name="release", name="entry_id", field=models.BigIntegerField(null=True)),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(fields=["vendor", "sent_with"], name="commissions_payout_sent_132c72"),
        ),
        migrations.AddConstraint(
            model_name="earning",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_minor", 0), ("entry_id__isnull", True)),
                    models.Q(models.Q(("amount_minor", 0), _negated=True), ("entry_id__isnull", False)),
                    _connector="OR",
                ),
                name="earning_is_booked_unless_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=portal.tenancy.fields.CompositeForeignKey(
                field="sent_with", name="commissions_payout_sent_with_same_vendor"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("brought_minor__lte", 0)), name="only_debt_is_brought_forward"
            ),
        ),
        installed_sql("commissions", "payouts"),
    ]
