from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_stopped_jobs"),
        ("tenancy", "0002_laws"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("key__startswith", "slot:"), ("state", "done"), _negated=True),
                fields=["vendor", "id"],
                name="job_told_ix",
            ),
        ),
    ]
