"""What applicants say for statistics only, and the counts that are made of it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchanges', '0003_runs_stay_as_computed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SurveyCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveIntegerField()),
                ('gender', models.JSONField(default=dict)),
                ('career_stage', models.JSONField(default=dict)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchanges.call')),
            ],
            options={
                'verbose_name': 'count for statistics',
                'verbose_name_plural': 'counts for statistics',
            },
        ),
        migrations.CreateModel(
            name='SurveyAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gender', models.CharField(blank=True, choices=[('woman', 'Woman'), ('man', 'Man'), ('otherwise', 'Described otherwise'), ('not-said', 'Prefer not to say')], default='', max_length=10, verbose_name='gender')),
                ('career_stage', models.CharField(blank=True, choices=[('doctoral', 'Doctoral candidate'), ('early', 'Early career'), ('mid', 'Mid-career'), ('senior', 'Senior')], default='', max_length=10, verbose_name='career stage')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchanges.application')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'answer for statistics',
                'verbose_name_plural': 'answers for statistics',
                'constraints': [models.UniqueConstraint(fields=('application', 'person'), name='survey_once_a_person'), models.CheckConstraint(condition=models.Q(('gender__in', ['', 'woman', 'man', 'otherwise', 'not-said'])), name='survey_gender_known'), models.CheckConstraint(condition=models.Q(('career_stage__in', ['', 'doctoral', 'early', 'mid', 'senior'])), name='survey_stage_known'), models.CheckConstraint(condition=models.Q(('career_stage', ''), ('gender', ''), _negated=True), name='survey_says_something')],
            },
        ),
    ]
