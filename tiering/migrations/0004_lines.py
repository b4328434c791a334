from django.db import migrations, models

import portal.tenancy.context
import portal.tenancy.fields
from portal.tenancy.installed_sql import append_only, installed_sql


class Migration(migrations.Migration):
    """Figures of lines as they were written, words beside numbers, and the tiers recognised per country and specialization."""

    dependencies = [("tiering", "0003_collection_span"), ("tenancy", "0002_laws")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE tiering_scorecardline ALTER COLUMN required TYPE numeric, ALTER COLUMN actual TYPE numeric,"
            " ALTER COLUMN counted TYPE numeric, ALTER COLUMN args DROP DEFAULT, ALTER COLUMN args TYPE jsonb USING to_jsonb(args);",
            "ALTER TABLE tiering_scorecardline ALTER COLUMN required TYPE numeric(24, 6), ALTER COLUMN actual TYPE numeric(24, 6),"
            " ALTER COLUMN counted TYPE numeric(24, 6), ALTER COLUMN args TYPE varchar(200)[] USING '{}';",
            state_operations=[migrations.AlterField("scorecardline", "args", models.JSONField(default=list))],
        ),
        migrations.RemoveField("scorecardline", "unit"),
        migrations.AddField(
            "scorecardline", "kinds", models.CharField(max_length=3, default="---"), preserve_default=False
        ),
        migrations.AddField("scorecardline", "required_word", models.CharField(max_length=60, null=True)),
        migrations.AddField("scorecardline", "actual_word", models.CharField(max_length=60, null=True)),
        migrations.CreateModel(
            name="Recognition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("country", "Country"),
                            ("specialization", "Specialization"),
                            ("category", "Category"),
                        ],
                        max_length=14,
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("tier", models.CharField(blank=True, max_length=40)),
                (
                    "partner",
                    portal.tenancy.fields.TenantForeignKey(
                        indexed=False,
                        on_delete=models.PROTECT,
                        proved_by_trigger=True,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "scorecard",
                    portal.tenancy.fields.TenantForeignKey(
                        indexed=False,
                        on_delete=models.PROTECT,
                        proved_by_trigger=True,
                        related_name="+",
                        to="tiering.scorecard",
                    ),
                ),
                (
                    "vendor",
                    portal.tenancy.fields.VendorKey(
                        db_index=False,
                        default=portal.tenancy.context.current_vendor_id,
                        editable=False,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="tenancy.vendor",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("vendor", "scorecard", "kind", "key"), name="tier_is_recognised_once_a_scorecard"
                    ),
                    models.UniqueConstraint(fields=("vendor", "id"), name="tiering_recognition_vendor_id"),
                ],
            },
        ),
        installed_sql("tiering", "recognition"),
        append_only("tiering_recognition"),
    ]
