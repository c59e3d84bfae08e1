"""The messages in Spanish. A function on AWS carries no compiled catalogues, so that these few stand here."""

from gettext import NullTranslations

_SENTENCES = {
    "published, but the model needs a look": "publicada, pero conviene revisar el modelo",
    "published with the old champion": "publicada con el campeón anterior",
    "published": "publicada",
    "input refused": "entrada rechazada",
    "overtaken by newer files": "superada por archivos más recientes",
    "no model may score": "ningún modelo puede puntuar",
    "stopped": "detenida",
    "failed": "fallida",
    "files wait for others": "hay archivos a la espera de otros",
    "Training run": "Ejecución de entrenamiento",
    "Scoring run": "Ejecución de puntuación",
    "{what} {run}, as of {day}: {headline}.": "{what} {run}, a fecha de {day}: {headline}.",
    "{what} {run}: {headline}.": "{what} {run}: {headline}.",
    "It stopped in stage {stage}, step {step} ({kind}).": "Se detuvo en la etapa {stage}, paso {step} ({kind}).",
    "Why, in words, is in its record and on the page below; a mail must not name what it may name.": (
        "El motivo, en palabras, está en su registro y en la página indicada abajo; un correo no debe nombrar lo que "
        "allí puede aparecer."
    ),
    "{customers} customers, {at_risk} of them at risk; expected loss {loss} EUR of margin a month.": (
        "{customers} clientes, {at_risk} de ellos en riesgo; pérdida esperada de {loss} EUR de margen al mes."
    ),
    "Drift: {columns} of {compared} compared columns moved, and the probabilities are touched.": (
        "Deriva: {columns} de {compared} columnas comparadas se han movido y las probabilidades se ven afectadas."
    ),
    "The new model {model} missed the gate (PR-AUC {figure}) and is rejected.": (
        "El nuevo modelo {model} no alcanzó el umbral de promoción (PR-AUC {figure}) y queda rechazado."
    ),
    "The new model {model} passed the gate (PR-AUC {figure}) and is the champion.": (
        "El nuevo modelo {model} superó el umbral de promoción (PR-AUC {figure}) y es el campeón."
    ),
    "The new model {model} passed the gate (PR-AUC {figure}); the champion was not replaced by it.": (
        "El nuevo modelo {model} superó el umbral de promoción (PR-AUC {figure}); no sustituye al campeón."
    ),
    "unknown": "desconocido",
    "{figure}, 95 %: {low} to {high}": "{figure}, 95 %: de {low} a {high}",
    "Nothing was published: everybody still sees the run before.": (
        "No se ha publicado nada: sigue a la vista la ejecución anterior."
    ),
    "Mend the file that is named there and upload it again; the run starts by itself.": (
        "Corrija el archivo que allí se nombra y súbalo de nuevo; la ejecución arranca sola."
    ),
    "The newer files get a run of their own; nothing has to be done.": (
        "Los archivos más recientes tendrán su propia ejecución; no hay que hacer nada."
    ),
    "Look at the labels and the columns that the training went without, then train anew.": (
        "Revise las etiquetas y las columnas que faltaron en el entrenamiento y vuelva a entrenar."
    ),
    "It is tried again by itself; where it fails again somebody has to look.": (
        "Se reintenta sola; si vuelve a fallar, alguien debe revisarlo."
    ),
    "The list is published and can be used; somebody should look at what moved before calls are made.": (
        "La lista está publicada y se puede usar; conviene revisar qué se ha movido antes de llamar."
    ),
    "The list can be used; nothing has to be done.": "La lista se puede usar; no hay que hacer nada.",
    "For {hours} hours files in raw/ have waited for what is missing: {missing}. No run starts before.": (
        "Desde hace {hours} horas hay archivos en raw/ a la espera de lo que falta: {missing}. Ninguna ejecución "
        "arranca antes."
    ),
    "Its files were tried {tries} times in a row. It is not tried again until other files come, another version is "
    "deployed or somebody asks.": (
        "Sus archivos se han intentado {tries} veces seguidas. No se vuelve a intentar hasta que lleguen otros "
        "archivos, se despliegue otra versión o alguien lo pida."
    ),
    "Why it ended so is in its record and on the page below.": (
        "Por qué terminó así está en su registro y en la página indicada abajo."
    ),
    "run {run} is not tried again": "la ejecución {run} no se vuelve a intentar",
    "It has left no record that can be read; why it ended so is said by the execution {execution}.": (
        "No ha dejado ningún registro legible; por qué terminó así lo dice la ejecución {execution}."
    ),
    "run {run} has left no record": "la ejecución {run} no ha dejado registro",
    "Run {run} has ended at attempt {attempt}: {ending}.": (
        "La ejecución {run} ha terminado en el intento {attempt}: {ending}."
    ),
    "Record: {key}": "Registro: {key}",
    "Dashboard: {address}": "Panel: {address}",
    "Where: {place}.": "Dónde: {place}.",
    "Where to look:": "Dónde mirar:",
}


class Spanish(NullTranslations):
    """Texts by their English words."""

    def gettext(self, message: str) -> str:
        """A sentence in Spanish; English where there is none."""
        return _SENTENCES.get(message, message)
