"""Named questions to the tables, one SQL file each."""

from enduse.ask.question import Parameter, Question, answer, question, questions

__all__ = ["Parameter", "Question", "answer", "question", "questions"]
