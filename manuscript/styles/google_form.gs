// HOW_TO_RUN

const QUESTIONNAIRE = QUESTIONNAIRE_AS_JSON;

function createForm() {
  const form = FormApp.create(QUESTIONNAIRE.title);
  form.setDescription(QUESTIONNAIRE.description);
  form.setConfirmationMessage(QUESTIONNAIRE.thanks);
  form.setProgressBar(true);
  QUESTIONNAIRE.pages.forEach((page, place) => {
    if (place > 0) {
      form.addPageBreakItem().setTitle(page.title).setHelpText(page.help);
    }
    page.questions.forEach((question) => addQuestion(form, question));
  });
  Logger.log(form.getEditUrl());
  Logger.log(form.getPublishedUrl());
}

function addQuestion(form, question) {
  const item = {scale: addScale, choice: addChoices, number: addNumber, text: addText}[question.kind](form, question);
  item.setTitle(question.title).setRequired(question.required);
  if (question.help !== "") {
    item.setHelpText(question.help);
  }
}

function addScale(form, question) {
  return form.addScaleItem().setBounds(Number(question.choices[0]), Number(question.choices[question.choices.length - 1]));
}

function addChoices(form, question) {
  const item = form.addMultipleChoiceItem();
  if (question.ends.length === 0) {
    return item.setChoiceValues(question.choices);
  }
  const follow = (choice) => FormApp.PageNavigationType[question.ends.includes(choice) ? "SUBMIT" : "CONTINUE"];
  return item.setChoices(question.choices.map((choice) => item.createChoice(choice, follow(choice))));
}

function addNumber(form, question) {
  const validation = FormApp.createTextValidation().requireNumber().build();
  return form.addTextItem().setValidation(validation);
}

function addText(form, question) {
  return form.addTextItem();
}
