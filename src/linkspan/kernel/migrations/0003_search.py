from django.db import migrations, models

# The tokens are ready-made: nothing may split or fold them again. `ascii` takes every other character as a letter.
# A later migration that lets Django build this table anew on SQLite must make the triggers again.
_SQLITE = [
    """CREATE VIRTUAL TABLE kernel_searchdoc_words USING fts5(
        title_tokens, body_tokens, content='kernel_searchdoc', content_rowid='id', detail=column,
        tokenize="ascii tokenchars '.'")""",
    """CREATE TRIGGER kernel_searchdoc_inserted AFTER INSERT ON kernel_searchdoc BEGIN
        INSERT INTO kernel_searchdoc_words(rowid, title_tokens, body_tokens)
        VALUES (new.id, new.title_tokens, new.body_tokens); END""",
    """CREATE TRIGGER kernel_searchdoc_deleted AFTER DELETE ON kernel_searchdoc BEGIN
        INSERT INTO kernel_searchdoc_words(kernel_searchdoc_words, rowid, title_tokens, body_tokens)
        VALUES ('delete', old.id, old.title_tokens, old.body_tokens); END""",
    """CREATE TRIGGER kernel_searchdoc_updated AFTER UPDATE OF title_tokens, body_tokens ON kernel_searchdoc BEGIN
        INSERT INTO kernel_searchdoc_words(kernel_searchdoc_words, rowid, title_tokens, body_tokens)
        VALUES ('delete', old.id, old.title_tokens, old.body_tokens);
        INSERT INTO kernel_searchdoc_words(rowid, title_tokens, body_tokens)
        VALUES (new.id, new.title_tokens, new.body_tokens); END""",
]
_SQLITE_BACK = ["DROP TABLE kernel_searchdoc_words"]
_POSTGRESQL = [
    """CREATE INDEX kernel_searchdoc_words ON kernel_searchdoc USING gin (
        array_to_tsvector(string_to_array(title_tokens, ' ') || string_to_array(body_tokens, ' ')))""",
]
_POSTGRESQL_BACK = ["DROP INDEX kernel_searchdoc_words"]


def _run(apps, schema_editor, *, sqlite, postgresql):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make_index(apps, schema_editor):
    _run(apps, schema_editor, sqlite=_SQLITE, postgresql=_POSTGRESQL)


def drop_index(apps, schema_editor):
    triggers = [f"DROP TRIGGER kernel_searchdoc_{event}" for event in ("inserted", "deleted", "updated")]
    _run(apps, schema_editor, sqlite=[*triggers, *_SQLITE_BACK], postgresql=_POSTGRESQL_BACK)


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0002_records'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchDoc',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entity', models.CharField(max_length=40)),
                ('object_id', models.BigIntegerField()),
                ('scope_path', models.CharField(max_length=120)),
                ('project', models.CharField(max_length=40, null=True)),
                ('code', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=400)),
                ('title_en', models.CharField(max_length=400)),
                ('url', models.CharField(max_length=200)),
                ('code_key', models.CharField(max_length=80)),
                ('title_key', models.CharField(max_length=400)),
                ('title_tokens', models.TextField()),
                ('body_tokens', models.TextField()),
                ('boost', models.SmallIntegerField(default=0)),
                ('updated', models.DateTimeField()),
            ],
            managers=[
                ('base_rows', models.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name='searchdoc',
            constraint=models.UniqueConstraint(fields=('entity', 'object_id'), name='search_doc_once'),
        ),
        migrations.RunPython(make_index, drop_index, elidable=False),
    ]
