from django.db import migrations, models


class Migration(migrations.Migration):
    """The days that a collection speaks of."""

    dependencies = [("tiering", "0002_laws")]

    operations = [
        migrations.AddField("collection", "flow_from", models.DateField(default="2000-01-01"), preserve_default=False),
        migrations.AddField("collection", "report_by", models.DateField(default="2000-01-01"), preserve_default=False),
    ]
