"""What a person likes, over REST."""

from typing import Annotated

from fastapi import APIRouter, Path

from boocode_app.contracts.preferences import Preference, PreferenceEdit
from boocode_app.wiring import house

router = APIRouter(prefix="/api/preferences", tags=["preferences"])
Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9.-]{0,63}$")]


@router.get("/{name}")
async def get_preference(name: Name) -> Preference:
    """What is kept as `name`; an empty object where nothing is."""
    return await house().preferences.get(name)


@router.put("/{name}")
async def put_preference(name: Name, wanted: PreferenceEdit) -> Preference:
    """Keep an object as `name`, whole: the last write wins."""
    return await house().preferences.put(name, dict(wanted.value))
