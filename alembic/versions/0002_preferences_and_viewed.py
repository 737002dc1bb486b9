"""What a person likes, and the files of a diff that they viewed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "preferences",
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("user", "name", name="pk_preferences"),
    )
    op.create_table(
        "viewed_files",
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("user", "project_id", "name", name="pk_viewed_files"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_viewed_files_project_id_projects"
        ),
    )


def downgrade() -> None:
    op.drop_table("viewed_files")
    op.drop_table("preferences")
