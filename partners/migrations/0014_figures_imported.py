from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0013_trade_names")]

    operations = [
        migrations.AlterField(
            model_name="recordimport",
            name="kind",
            field=models.CharField(
                choices=[
                    ("people", "People"),
                    ("certificates", "Certificates"),
                    ("trainings", "Trainings"),
                    ("countries", "Countries"),
                    ("readings", "Figures"),
                ],
                max_length=14,
            ),
        ),
    ]
