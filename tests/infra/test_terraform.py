"""The Terraform is formatted, valid, named as others rely on; modules create and refuse what their tests say."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from support.terraform import MODULES, ROOT, STACK, initialised, require, require_terraform, terraform

from spanishgas.settings import Settings, SignInSettings

NAMES = ROOT.parent / "shared" / "NAMES-AWS.md"
CHECKOV = ROOT / ".cache" / "infra" / "bin" / "checkov"


def listed(name: str) -> list[str]:
    """The words of one line of the names that others rely on."""
    if not NAMES.is_file():
        pytest.skip("needs ../shared/NAMES-AWS.md, the list of names that others rely on")
    (line,) = re.findall(rf"^- \*\*{name}:\*\* (.*)$", NAMES.read_text("utf-8"), re.MULTILINE)
    return re.findall(r"[a-z0-9_]+", re.sub(r"\(.*?\)|`[^`]*`|;.*", "", line))


def declared(kind: str, folder: Path = STACK) -> set[str]:
    """The names of a kind of block in a folder's files."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.tf")))
    return set(re.findall(rf'^{kind} "(\w+)"', text, re.MULTILINE))


def test_every_file_is_formatted() -> None:
    require_terraform(provider=False)
    terraform(ROOT / "infra", "fmt", "-check", "-recursive", "-diff")


def test_the_stack_has_the_modules_that_others_rely_on_each_of_three_files() -> None:
    assert set(listed("Modules")) == set(MODULES) == declared("module")
    for module in MODULES:
        assert {"main.tf", "variables.tf", "outputs.tf"} <= {
            path.name for path in (STACK / "modules" / module).iterdir()
        }


def test_variables_and_outputs_have_the_names_that_others_rely_on() -> None:
    assert set(listed("Variables")) <= declared("variable")
    assert set(listed("Outputs")) <= declared("output")


def test_the_settings_that_jobs_may_be_given_are_those_of_a_run_without_place_and_secrets() -> None:
    text = (STACK / "variables.tf").read_text("utf-8")
    (block,) = re.findall(r'^variable "job_settings" \{.*?^\}', text, re.MULTILINE | re.DOTALL)
    secret_or_place = {*SignInSettings.model_fields, "lake", "split_key"}
    assert re.findall(r'"SPANISHGAS_(\w+)",', block) == sorted(
        name.upper() for name in Settings.model_fields if name not in secret_or_place
    )


def test_every_environment_names_only_variables_of_the_stack_and_every_other_name_differs() -> None:
    for environment in ("dev", "staging", "prod"):
        text = (STACK / "environments" / f"{environment}.tfvars").read_text("utf-8")
        values = dict(re.findall(r"^(\w+)\s*=\s*(.*)$", text, re.MULTILINE))
        assert values.keys() <= declared("variable")
        assert values["environment"] == f'"{environment}"'
        backend = (STACK / "environments" / f"{environment}.backend.hcl").read_text("utf-8")
        assert f'"{environment}/terraform.tfstate"' in backend
        assert '"spanishgas-terraform-state"' in backend
        assert '"spanishgas-terraform-locks"' in backend


def test_every_variable_and_output_says_what_it_is() -> None:
    for path in STACK.rglob("*.tf"):
        for block in re.findall(
            r'^(?:variable|output) "\w+" \{.*?^\}', path.read_text("utf-8"), re.MULTILINE | re.DOTALL
        ):
            assert re.search(r"^  description\s*= \".+\"$", block, re.MULTILINE), f"{path}: {block.splitlines()[0]}"


@pytest.mark.terraform
@pytest.mark.parametrize("module", [*(f"modules/{name}" for name in MODULES), "bootstrap"])
def test_a_module_creates_and_refuses_what_its_tests_say(module: str, tmp_path: Path) -> None:
    require_terraform(provider=True)
    source = STACK / module
    assert list(source.glob("tests/*.tftest.hcl"))
    # Tests of state machines read the definitions beside the modules.
    (tmp_path / "asl").symlink_to(STACK / "asl")
    folder = initialised(source, tmp_path / module)
    terraform(folder, "validate", "-no-color")
    assert re.search(r"Success! [1-9]\d* passed, 0 failed", terraform(folder, "test", "-no-color"))


@pytest.mark.terraform
def test_the_whole_stack_is_valid_and_refuses_what_its_tests_say(tmp_path: Path) -> None:
    require_terraform(provider=True)
    folder = initialised(STACK, tmp_path / "stack")
    terraform(folder, "validate", "-no-color")
    assert re.search(r"Success! [1-9]\d* passed, 0 failed", terraform(folder, "test", "-no-color"))


@pytest.mark.terraform
def test_checkov_finds_nothing_that_is_not_explained() -> None:
    require(CHECKOV.is_file(), "checkov: make .cache/infra")
    wanted = ["--directory", STACK, "--framework", "terraform", "--skip-download", "--compact"]
    patient = {**os.environ, "HCL_PARSE_TIMEOUT_SEC": "120"}  # a busy machine is no finding
    done = subprocess.run([CHECKOV, *wanted], env=patient, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    # A file it cannot read has no findings either, and it says so in a count alone.
    assert "Failed checks: 0" in done.stdout and "Parsing errors" not in done.stdout, done.stderr[-2000:]


def test_every_finding_that_is_passed_over_says_why() -> None:
    skipped = [
        line for path in STACK.rglob("*.tf") for line in path.read_text("utf-8").splitlines() if "checkov:skip" in line
    ]
    assert skipped
    assert [line for line in skipped if not re.search(r"checkov:skip=CKV2?_AWS_\d+: ?\S+ \S+ \S+", line)] == []
