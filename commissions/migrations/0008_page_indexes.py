import django.db.models.deletion
from django.db import migrations, models

import portal.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("commissions", "0007_cancelled_rows"),
        ("files", "0002_laws"),
        ("guides", "0004_workbench_laws"),
        ("partners", "0004_laws"),
        ("tenancy", "0002_laws"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="earning",
            name="earning_statement_ix",
        ),
        migrations.RemoveIndex(
            model_name="payout",
            name="commissions_payout_sent_132c72",
        ),
        migrations.RemoveIndex(
            model_name="statement",
            name="commissions_statement_run_ix",
        ),
        migrations.AlterField(
            model_name="payout",
            name="sent_with",
            field=portal.tenancy.fields.TenantForeignKey(
                indexed=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="commissions.payoutrun"
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="run",
            field=portal.tenancy.fields.TenantForeignKey(
                indexed=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="commissions.payoutrun"
            ),
        ),
        migrations.AddIndex(
            model_name="earning",
            index=models.Index(
                condition=models.Q(("statement_id__isnull", False)),
                fields=["vendor", "statement_id", "id"],
                name="earning_statement_ix",
            ),
        ),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(
                fields=["vendor", "sent_with", "state", "-amount_minor", "id"],
                include=("currency",),
                name="payout_sent_ix",
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["vendor", "period", "id"], name="statement_newest_ix"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(
                fields=["vendor", "run", "currency"], include=("total_minor", "brought_minor"), name="statement_run_ix"
            ),
        ),
    ]
