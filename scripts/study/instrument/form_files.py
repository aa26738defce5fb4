"""The files of a questionnaire: every form in every language of the manuscript, and what its lint warns of."""

from pathlib import Path

from study.base.files import write_table
from study.instrument.forms import (
    entry_form,
    google_script,
    html_form,
    limesurvey_structure,
    printed_questionnaire,
    xlsform,
)
from study.instrument.lint import finding_table, inspect_study, warning_lines
from study.instrument.questionnaire import Questionnaire, make_questionnaire, read_declared
from study.setup.config import read_yaml
from study.setup.configuration import Configuration
from study.setup.start import check
from study.writing.documents import Assets, write_docx, write_pdf


def make_instrument(*, root: Path, configfile: str) -> str:
    """Write the questionnaire of a study in each language of its manuscript, as every form; return what was written.

    Needs no data. Warnings of the lint are written and returned, too; waived ones with their reasons.
    """
    study = check(read_yaml(root / configfile), root / "workflow" / "schemas", has_data=False)
    configuration = study.configuration
    declared = read_declared(configuration.codebook)
    folder = configuration.results_dir / "instrument"
    corresponding = next((author for author in configuration.study.authors if author.corresponding), None)
    contact = ", ".join(filter(None, (corresponding.name, corresponding.email))) if corresponding else ""
    about = (configuration.study.title, contact)
    forms = [
        make_questionnaire(study.codebook, declared, study.model, configuration.instrument, about, language)
        for language in configuration.manuscript.languages
    ]
    folder.mkdir(parents=True, exist_ok=True)
    styles = root / "manuscript" / "styles"
    written = [name for form in forms for name in _write_forms(form, configuration, styles, folder)]
    findings = inspect_study(study)
    write_table(finding_table(findings), folder / "warnings.csv")
    return "\n".join([*warning_lines(findings), f"{folder.as_posix()}: {', '.join([*written, 'warnings.csv'])}"])


def _write_forms(form: Questionnaire, configuration: Configuration, styles: Path, folder: Path) -> list[str]:
    """Write a questionnaire as every form and return the names of the files."""
    assets = Assets(folder, styles, configuration.manuscript.bibliography, form.language)
    text = printed_questionnaire(form)
    authors = [author.name for author in configuration.study.authors]
    language = form.language
    paper = f"questionnaire.{language}"
    write_docx(text, assets, authors, form.title, is_notice=False, target=folder / f"{paper}.docx")
    write_pdf(text, assets, folder / f"{paper}.pdf")
    template = (styles / "google_form.gs").read_text(encoding="utf-8")
    files = {
        f"entry_form.{language}.xlsx": entry_form(form, configuration.instrument.entry_rows),
        f"google_form.{language}.gs": google_script(form, template).encode(),
        f"xlsform.{language}.xlsx": xlsform(form),
        f"limesurvey.{language}.txt": ("\ufeff" + limesurvey_structure(form)).encode(),
        f"form.{language}.html": html_form(form, styles / "questionnaire.html.jinja").encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [f"{paper}.docx", f"{paper}.pdf", *files]
