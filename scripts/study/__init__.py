"""This pipeline: from questionnaire exports to a manuscript. It may import plssem; plssem knows nothing of it."""
