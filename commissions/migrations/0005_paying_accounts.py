import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import portal.tenancy.context
import portal.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("commissions", "0004_sales_and_payees"),
        ("files", "0002_laws"),
        ("guides", "0002_laws"),
        ("partners", "0002_membership_partner"),
        ("tenancy", "0002_laws"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayingAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("name", models.CharField(max_length=70)),
                ("number", models.CharField(max_length=34)),
                ("is_iban", models.BooleanField(default=True)),
                ("bic", models.CharField(blank=True, max_length=11)),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "changed_by",
                    portal.tenancy.fields.TenantForeignKey(
                        indexed=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "vendor",
                    portal.tenancy.fields.VendorKey(
                        db_index=False,
                        default=portal.tenancy.context.current_vendor_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.vendor",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("vendor", "id"), name="commissions_payingaccount_vendor_id"),
                    models.UniqueConstraint(fields=("vendor", "currency"), name="currency_is_paid_from_one_account"),
                    portal.tenancy.fields.CompositeForeignKey(
                        field="changed_by", name="commissions_payingaccount_changed_by_same_vendor"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="payoutfile",
            name="payout_file_is_made_once",
        ),
        migrations.RemoveIndex(
            model_name="earning",
            name="earning_held_ix",
        ),
        migrations.AddField(
            model_name="earning",
            name="matures_on",
            field=models.DateField(
                help_text="Outbound: a cancellation up to this day voids the earning (F-CXL-01).", null=True
            ),
        ),
        migrations.AddField(
            model_name="payoutfile",
            name="part",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddConstraint(
            model_name="payoutfile",
            constraint=models.UniqueConstraint(
                fields=("vendor", "run", "format", "currency", "pay_on", "part"), name="payout_file_is_made_once"
            ),
        ),
        migrations.AddIndex(
            model_name="earning",
            index=models.Index(
                condition=models.Q(("statement_id__isnull", True)),
                fields=["vendor", "partner", "payable_on"],
                name="earning_held_ix",
            ),
        ),
    ]
