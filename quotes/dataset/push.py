"""A dataset's folder on its way to the Hugging Face hub, with the hub's own client."""

from pathlib import Path

from quotes.dataset.rows import CONFIGS
from quotes.problems import Problem

LOGIN = "run 'hf auth login', or set HF_TOKEN"
# what an earlier export left on the hub and this one does not have
STALE = [f"{folder}/*" for folder in (*CONFIGS, "plots")]


class PushError(Exception):
    """The hub did not take the dataset; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def check_name(repository: str) -> None:
    """Check that *repository* can be the name of a dataset.

    Raises:
        ValueError: if it is not ORG/NAME in the hub's characters.
    """
    from huggingface_hub import utils

    if repository.count("/") != 1:
        raise ValueError(f"{repository!r} is not of the form ORG/NAME")
    utils.validate_repo_id(repository)  # type: ignore[attr-defined]


def check_token(repository: str) -> None:
    """Check that there is a token: the hub's client takes it from HF_TOKEN or a login, never from us.

    Raises:
        PushError: if there is none.
    """
    from huggingface_hub import get_token

    if not get_token():
        raise PushError(Problem(repository, "there is no Hugging Face token", LOGIN))


def push(folder: Path, repository: str, *, private: bool) -> str:
    """Make the dataset *repository* on the hub what *folder* holds; return its address.

    It is made if it is not there. One that is public stays public, so *private* refuses it.

    Raises:
        PushError: if there is no token, no network, no permission, or it is public and must not be.
    """
    from huggingface_hub import HfApi, errors

    check_token(repository)
    api = HfApi()
    try:
        url = api.create_repo(repository, repo_type="dataset", private=private, exist_ok=True)
        if private and not api.repo_info(repository, repo_type="dataset").private:
            what = "it is there already, and public"
            raise PushError(Problem(repository, what, "make it private on the hub, or choose another name"))
        api.upload_folder(
            repo_id=repository,
            repo_type="dataset",
            folder_path=folder,
            commit_message="Export the dataset",
            delete_patterns=STALE,
        )
    except errors.HfHubHTTPError as error:
        raise PushError(_refused(error, repository)) from error
    except ValueError as error:  # no JSON, no address: another server, or a page in the way
        what = "what answers there is no Hugging Face hub"
        raise PushError(Problem(repository, what, "check HF_ENDPOINT and the network")) from error
    except (OSError, errors.HTTPError) as error:  # type: ignore[attr-defined]  # the client's own HTTP library
        remedy = "nothing was published; check the network, then push again"
        raise PushError(Problem(repository, f"the hub cannot be reached ({error})", remedy)) from error
    return str(url)


def _refused(error: Exception, repository: str) -> Problem:
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status == 401:
        return Problem(repository, "the hub does not take this token", LOGIN)
    if status in (403, 404):
        return Problem(
            repository,
            "this token may not write there",
            "check the name, and give the token the right to write",
        )
    said = str(error).strip().splitlines() or [type(error).__name__]
    return Problem(repository, f"the hub refused it ({said[0]})", "nothing else was changed; try again later")
